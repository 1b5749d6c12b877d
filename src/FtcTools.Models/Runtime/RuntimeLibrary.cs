using System.Runtime.InteropServices;
using System.Runtime.Loader;
using FtcTools.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace FtcTools.Runtime;

/// <summary>
/// ONNX Runtime's native library, loaded when the first model is run: it lies in `runtimes/(platform)/native` beside this assembly, where
/// neither a module's load context nor that of a build task looks by itself. It is loaded by its full path first, so that no other copy of
/// the machine, such as the one that Windows brings, is taken for it.
/// </summary>
internal static class RuntimeLibrary
{
    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Makes sure that the library is there.</summary>
    /// <exception cref="FtcException">FTC0044: it is missing, or cannot be loaded on this machine.</exception>
    public static void Need()
    {
        try
        {
            _ = s_library.Value;
            _ = OrtEnv.Instance();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or TypeInitializationException or OnnxRuntimeException)
        {
            throw NotStarted(e);
        }
    }

    internal static FtcException NotStarted(Exception e) => new(Codes.Runtime,
        $"ONNX Runtime does not start on {RuntimeInformation.RuntimeIdentifier}: {e.GetBaseException().Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. "
        + "It runs on Linux and Windows (x64, arm64) and on macOS (arm64).", inner: e);

    private static nint Load()
    {
        var folder = Path.GetDirectoryName(typeof(RuntimeLibrary).Assembly.Location) ?? "";
        var (system, name) = OperatingSystem.IsWindows() ? ("win", "onnxruntime.dll")
            : OperatingSystem.IsMacOS() ? ("osx", "libonnxruntime.dylib") : ("linux", "libonnxruntime.so");
        var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var file = Path.Combine(folder, "runtimes", $"{system}-{processor}", "native", name);
        // An application that was published for one platform has it beside itself, and finds it.
        if (!File.Exists(file)) return 0;
        var library = NativeLibrary.Load(file);
        if (AssemblyLoadContext.GetLoadContext(typeof(InferenceSession).Assembly) is { } context)
            context.ResolvingUnmanagedDll += (_, asked) => asked.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase) ? library : 0;
        return library;
    }
}
