using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace FtcTools.Loader;

/// <summary>
/// Holds the module and everything it depends on apart from the session: another module may bring its own YamlDotNet, in any version.
/// Only this assembly is in the default context.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static ModuleLoadContext? s_instance;

    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base("FtcTools") => _folder = folder;

    /// <summary>The assembly with the cmdlets; the same one at every call.</summary>
    public static Assembly Load()
    {
        var context = s_instance ??= new ModuleLoadContext(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!);
        return context.LoadFromAssemblyName(new AssemblyName("FtcTools.PowerShell"));
    }

    // What is not beside the module (.NET itself, the PowerShell engine) comes from the default context.
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Join(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    // ONNX Runtime's own library lies where packages keep libraries of each platform; a copy that the machine has is another version.
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var folder = Path.Join(_folder, "runtimes", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            "native");
        var name = Path.GetFileNameWithoutExtension(unmanagedDllName);
        foreach (var file in new[] { $"{name}.dll", $"lib{name}.so", $"{name}.so", $"lib{name}.dylib", $"{name}.dylib" })
        {
            var path = Path.Join(folder, file);
            if (File.Exists(path)) return LoadUnmanagedDllFromPath(path);
        }
        return 0;
    }
}
