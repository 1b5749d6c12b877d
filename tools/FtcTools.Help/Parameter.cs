using System.Management.Automation;
using System.Reflection;

namespace FtcTools.Help;

/// <summary>A parameter in one parameter set.</summary>
public sealed record ParameterUse(string Set, bool Mandatory, int? Position, bool FromPipeline, bool ByPropertyName)
{
    public string Pipeline => (FromPipeline, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}

/// <summary>A parameter as its attributes describe it.</summary>
public sealed record Parameter(string Name, Type Type, IReadOnlyList<ParameterUse> Uses, IReadOnlyList<string> Aliases, bool Wildcards)
{
    public bool IsSwitch => Type.FullName == typeof(SwitchParameter).FullName;

    /// <summary>The name that the engine shows: `int[]`, `Arithmetic`.</summary>
    public string TypeName => Show(Type);

    /// <summary>How the parameter takes part in a set; null where it does not.</summary>
    public ParameterUse? In(string set) => Uses.FirstOrDefault(use => use.Set == set || use.Set == ParameterAttribute.AllParameterSets);

    internal static Parameter Read(PropertyInfo property) => new(
        property.Name,
        property.PropertyType,
        [.. Cmdlet.Attributes<ParameterAttribute>(property).Select(Use)],
        [.. Cmdlet.Attributes<AliasAttribute>(property).SelectMany(data => data.ConstructorArguments).SelectMany(Cmdlet.Values)
            .OfType<string>()],
        Cmdlet.Attributes<SupportsWildcardsAttribute>(property).Any());

    private static ParameterUse Use(CustomAttributeData data) => new(
        Cmdlet.Named(data, "ParameterSetName", ParameterAttribute.AllParameterSets),
        Cmdlet.Named(data, "Mandatory", false),
        Cmdlet.Named<int?>(data, "Position", null),
        Cmdlet.Named(data, "ValueFromPipeline", false),
        Cmdlet.Named(data, "ValueFromPipelineByPropertyName", false));

    private static string Show(Type type)
    {
        if (type.IsArray) return Show(type.GetElementType()!) + "[]";
        if (type.IsGenericType && type.Name == "Nullable`1") return Show(type.GetGenericArguments()[0]);
        return type.FullName switch
        {
            "System.Int32" => "int",
            "System.Int64" => "long",
            "System.Double" => "double",
            "System.String" => "string",
            "System.Boolean" => "bool",
            "System.Object" => "Object",
            "System.TimeSpan" => "timespan",
            "System.Collections.Hashtable" => "hashtable",
            "System.Management.Automation.PSObject" => "psobject",
            _ => type.Name,
        };
    }
}
