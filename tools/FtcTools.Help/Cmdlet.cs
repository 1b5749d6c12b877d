using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace FtcTools.Help;

/// <summary>A cmdlet as its attributes describe it.</summary>
public sealed record Cmdlet(Type Class, string Verb, string Noun, string DefaultSet, bool SupportsShouldProcess,
    IReadOnlyList<Type> OutputTypes, IReadOnlyList<Parameter> Parameters)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>Names of the parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets { get; } =
    [
        .. Parameters.SelectMany(parameter => parameter.Uses).Select(use => use.Set)
            .Where(set => set != ParameterAttribute.AllParameterSets)
            .Distinct().DefaultIfEmpty(ParameterAttribute.AllParameterSets).OrderByDescending(set => set == DefaultSet),
    ];

    /// <summary>All cmdlets of a module assembly, by name. Nothing of it is run.</summary>
    public static IReadOnlyList<Cmdlet> ReadAll(string assembly)
    {
        var path = Path.GetFullPath(assembly);
        var context = new AssemblyLoadContext("module to describe");
        context.Resolving += (_, name) =>
        {
            var beside = Path.Join(Path.GetDirectoryName(path), name.Name + ".dll");
            return File.Exists(beside) ? context.LoadFromAssemblyPath(beside) : null;
        };
        return
        [
            .. context.LoadFromAssemblyPath(path).GetExportedTypes()
                .Where(type => !type.IsAbstract && Attributes<CmdletAttribute>(type).Any())
                .Select(Read).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
        ];
    }

    private static Cmdlet Read(Type type)
    {
        var attribute = Attributes<CmdletAttribute>(type).Single();
        var properties = Hierarchy(type)
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));
        return new Cmdlet(
            type,
            (string)attribute.ConstructorArguments[0].Value!,
            (string)attribute.ConstructorArguments[1].Value!,
            Named(attribute, "DefaultParameterSetName", ParameterAttribute.AllParameterSets),
            Named(attribute, "SupportsShouldProcess", false),
            [.. Attributes<OutputTypeAttribute>(type).SelectMany(output => output.ConstructorArguments).SelectMany(Values).OfType<Type>()],
            [.. properties.Where(property => Attributes<ParameterAttribute>(property).Any(IsShown)).Select(Parameter.Read)]);
    }

    // Old names of parameters still work, and are on no page.
    private static bool IsShown(CustomAttributeData parameter) => !Named(parameter, nameof(ParameterAttribute.DontShow), false);

    // Base classes first: what all share stands first in the syntax, as the engine has it.
    private static Stack<Type> Hierarchy(Type type)
    {
        var types = new Stack<Type>();
        for (var t = type; t is not null; t = t.BaseType) types.Push(t);
        return types;
    }

    internal static IEnumerable<CustomAttributeData> Attributes<T>(MemberInfo member) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.FullName == typeof(T).FullName);

    internal static T Named<T>(CustomAttributeData data, string name, T otherwise) =>
        data.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T)argument.TypedValue.Value!)
            .DefaultIfEmpty(otherwise).First();

    internal static IEnumerable<object?> Values(CustomAttributeTypedArgument argument) =>
        argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> many ? many.SelectMany(Values) : [argument.Value];
}
