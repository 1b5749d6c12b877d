using System.IO;
using System.Reflection;
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
}
