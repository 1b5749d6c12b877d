using System.Reflection.PortableExecutable;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FtcTools.Help;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>The module as it lies in the clone after a build.</summary>
public sealed partial class ModuleFolderTests
{
    private static readonly string Bin = Repository.File("module/bin");

    private static readonly string Manifest = File.ReadAllText(Repository.File("FtcTools.psd1"));

    [Fact]
    public void The_manifest_exports_the_cmdlets_and_nothing_else()
    {
        Assert.Equal(Cmdlet.ReadAll(Path.Join(Bin, "FtcTools.PowerShell.dll")).Select(cmdlet => cmdlet.Name), Listed("CmdletsToExport"));
        Assert.Empty(Listed("FunctionsToExport"));
        Assert.All(Listed("AliasesToExport"), alias => Assert.Matches("^[a-z]{1,2}ftc[a-z]$", alias));
        Assert.Empty(Listed("VariablesToExport"));
    }

    [Fact]
    public void The_manifest_and_the_assemblies_have_one_version()
    {
        var built = System.Reflection.AssemblyName.GetAssemblyName(Path.Join(Bin, "FtcTools.PowerShell.dll")).Version!.ToString(3);
        Assert.Equal(built, Regex.Match(Manifest, "ModuleVersion *= '([^']*)'").Groups[1].Value);
    }

    // A backslash in a manifest breaks the installation on Linux: https://github.com/PowerShell/PowerShell/issues/26473
    [Fact]
    public void The_manifest_has_no_backslash() => Assert.DoesNotContain('\\', Manifest);

    [Fact]
    public void Every_file_that_the_manifest_names_exists() => Assert.All(
        [Regex.Match(Manifest, "RootModule *= '([^']*)'").Groups[1].Value, .. Listed("FormatsToProcess")],
        file => Assert.True(File.Exists(Repository.File(file)), file));

    [Fact]
    public void The_module_brings_what_it_needs_and_nothing_of_its_hosts()
    {
        var files = Directory.GetFiles(Bin, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToArray();
        Assert.Superset(new HashSet<string?> { "FtcTools.PowerShell", "FtcTools.Loader", "FtcTools.Core", "FtcTools.Models", "Sep",
            "Parquet", "MathNet.Numerics" }, files.ToHashSet());
        Assert.DoesNotContain(files, file => HostAssembly().IsMatch(file!));
    }

    // What the default context holds, every module of the session has to live with.
    [Fact]
    public void The_loader_needs_nothing_but_the_runtime() =>
        Assert.All(References("FtcTools.Loader.dll"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Fact]
    public void Every_xml_file_can_be_read() => Assert.All(
        Directory.GetFiles(Repository.File("module"), "*.*xml", SearchOption.AllDirectories), file => XDocument.Load(file));

    [Fact]
    public void Every_view_is_for_a_type_that_exists_and_its_properties()
    {
        var types = Types();
        var views = XDocument.Load(Repository.File("module/FtcTools.Format.ps1xml")).Descendants("View").ToArray();
        Assert.NotEmpty(views);
        Assert.All(views, view =>
        {
            var name = view.Descendants("TypeName").Single().Value;
            Assert.Contains(name, types.Keys);
            Assert.All(view.Descendants("PropertyName"), property => Assert.Contains(property.Value, types[name]));
        });
    }

    [Fact]
    public void Table_views_fit_a_console()
    {
        foreach (var table in XDocument.Load(Repository.File("module/FtcTools.Format.ps1xml")).Descendants("TableControl"))
        {
            var widths = table.Descendants("Width").Select(width => (int)width).ToArray();
            Assert.InRange(widths.Length, 1, 7);
            Assert.InRange(widths.Sum() + widths.Length - 1, 1, 79);
            Assert.Equal(widths.Length, table.Descendants("TableColumnItem").Count());
        }
    }

    [Fact]
    public void Every_type_that_is_put_out_has_a_table_view()
    {
        var shown = XDocument.Load(Repository.File("module/FtcTools.Format.ps1xml")).Descendants("View")
            .Where(view => view.Descendants("TableControl").Any()).Select(view => view.Descendants("TypeName").Single().Value);
        var put = Cmdlet.ReadAll(Path.Join(Bin, "FtcTools.PowerShell.dll")).SelectMany(cmdlet => cmdlet.OutputTypes).Where(IsOurs)
            .DistinctBy(type => type.FullName).ToArray();
        Assert.Empty(put.Select(type => type.FullName).Except(shown));
        // What stands in a list of an object that is put out may have a view of its own; nothing else has one.
        var listed = put.SelectMany(type => type.GetProperties()).SelectMany(property => property.PropertyType.GetGenericArguments())
            .Where(IsOurs);
        Assert.Empty(shown.Except(put.Concat(listed).Select(type => type.FullName!)));

        static bool IsOurs(Type type) => type.FullName?.StartsWith("FtcTools.", StringComparison.Ordinal) == true;
    }

    [Fact]
    public void Help_lies_where_the_engine_looks_for_it()
    {
        Assert.True(File.Exists(Path.Join(Bin, "en-US/FtcTools.PowerShell.dll-Help.xml")));
        Assert.Equal(
            Directory.GetFiles(Repository.File("module/en-US"), "*.help.txt").Select(Path.GetFileName).Order(),
            Directory.GetFiles(Path.Join(Bin, "en-US"), "*.help.txt").Select(Path.GetFileName).Order());
    }

    private static string[] Listed(string key) =>
        [.. Quoted().Matches(Regex.Match(Manifest, key + @" *= @\(([^)]*)\)").Groups[1].Value).Select(match => match.Groups[1].Value)];

    private static List<string> References(string file)
    {
        using var reader = new PEReader(File.OpenRead(Path.Join(Bin, file)));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static Dictionary<string, HashSet<string>> Types()
    {
        var types = new Dictionary<string, HashSet<string>>();
        foreach (var file in Directory.GetFiles(Bin, "FtcTools.*.dll"))
        {
            using var reader = new PEReader(File.OpenRead(file));
            var metadata = reader.GetMetadataReader();
            foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
            {
                types[$"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"] = [.. Properties(metadata, type)];
            }
        }
        return types;
    }

    // Those of its bases in the same assembly included.
    private static IEnumerable<string> Properties(MetadataReader metadata, TypeDefinition type)
    {
        var own = type.GetProperties().Select(handle => metadata.GetString(metadata.GetPropertyDefinition(handle).Name));
        return type.BaseType.Kind == HandleKind.TypeDefinition && !type.BaseType.IsNil
            ? own.Concat(Properties(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)type.BaseType))) : own;
    }

    [GeneratedRegex(@"^(System\.Management\.Automation|Microsoft\.Build.*|Microsoft\.PowerShell.*|PowerShellStandard.*)$")]
    private static partial Regex HostAssembly();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
