namespace FtcTools.Shipping.CSharp;

/// <summary>How a network is called as a C# class.</summary>
public sealed record CSharpOptions
{
    /// <summary>The class; null to make one of <see cref="DefaultName"/>.</summary>
    public string? ClassName { get; init; }

    /// <summary>Any text, such as the name of an experiment.</summary>
    public string DefaultName { get; init; } = "Patch";

    /// <summary>Null to make one of <see cref="DefaultNamespace"/>; empty for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Any text, such as the name of a project.</summary>
    public string DefaultNamespace { get; init; } = "";

    /// <summary>Whether other assemblies see it.</summary>
    public bool Public { get; init; }
}
