using System.Reflection;
using FtcTools.Shipping.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>Generated classes, compiled: with every warning an error, for a project with nothing but the base class library.</summary>
internal sealed class Compiled
{
    public delegate T OneOutput<T>(ReadOnlySpan<T> x);

    public delegate void AllOutputs<T>(ReadOnlySpan<T> x, Span<T> y);

    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    private readonly Assembly _assembly;

    public Compiled(IEnumerable<string> sources, LanguageVersion language = LanguageVersion.CSharp11)
    {
        var parse = new CSharpParseOptions(language, DocumentationMode.Diagnose);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
            warningLevel: 9999, generalDiagnosticOption: ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)]);
        var compilation = CSharpCompilation.Create($"Patch{Guid.NewGuid():n}",
            sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, parse, $"{i}.cs")), s_references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success && result.Diagnostics.IsEmpty, string.Join('\n', result.Diagnostics.Take(5)));
        _assembly = Assembly.Load(image.ToArray());
    }

    public Type Type(string name) => _assembly.GetType(name.Replace("@", "", StringComparison.Ordinal), throwOnError: true)!;

    public AllOutputs<T> All<T>(string name) =>
        Type(name).GetMethod("Evaluate", [typeof(ReadOnlySpan<T>), typeof(Span<T>)])!.CreateDelegate<AllOutputs<T>>();

    public OneOutput<T> One<T>(string name) => Type(name).GetMethod("Evaluate", [typeof(ReadOnlySpan<T>)])!.CreateDelegate<OneOutput<T>>();
}
