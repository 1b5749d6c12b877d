using System.Numerics;
using System.Text;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;

namespace FtcTools.Shipping.CSharp;

/// <summary>
/// A network as a C# class that needs nothing but the base class library and allocates nothing: for C# 11 and .NET 8 or later. The same
/// network gives the same text on every machine.
/// </summary>
public static class CSharpFile
{
    // A compiler takes minutes beyond that.
    private const int MostParameters = 1_000_000;

    /// <summary>Writes a class to a file, whole or not at all.</summary>
    /// <exception cref="FtcException">FTC0020; and as <see cref="TextOf"/>.</exception>
    public static void Write(string path, Shipment shipment, CSharpOptions options)
    {
        var text = TextOf(shipment, options);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The class as text, with line feeds.</summary>
    /// <exception cref="FtcException">
    /// FTC0057: a name that was chosen is not valid; FTC0034: the network is too large for source code.
    /// </exception>
    public static string TextOf(Shipment shipment, CSharpOptions options)
    {
        var parameters = shipment.Network.Parameters;
        if (parameters > MostParameters)
            throw new FtcException(Codes.Argument, $"the network has {parameters} parameters; as C# at most {MostParameters} are valid.");
        return shipment.Terms.Precision == Arithmetic.Float32 ? Text<float>(shipment, options) : Text<double>(shipment, options);
    }

    /// <summary>The name of the class, with its namespace.</summary>
    /// <exception cref="FtcException">FTC0057.</exception>
    public static string NameOf(CSharpOptions options)
    {
        var (space, name) = Names(options);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private static string Text<T>(Shipment shipment, CSharpOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (space, name) = Names(options);
        return new ClassText<T>(shipment, space, name, options.Public).ToString();
    }

    private static (string Space, string Name) Names(CSharpOptions options) => (
        options.Namespace is { } space ? Identifier.CheckNamespace(space) : Identifier.Namespace(options.DefaultNamespace),
        options.ClassName is { } name ? Identifier.CheckClassName(name) : Identifier.ClassName(options.DefaultName));
}
