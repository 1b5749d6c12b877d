using System.Xml;
using System.Xml.Linq;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Documents;

/// <summary>A figure as a file of its own, light or dark as the reader's system is.</summary>
internal static class SvgFile
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static void Write(Stream stream, XElement figure)
    {
        var image = Named(figure);
        var style = string.Join('\n', Palette.Variables, "svg { background: var(--paper); }", Palette.Marks).ReplaceLineEndings("\n");
        image.AddFirst(new XElement(Svg + "style", $"\n{style}\n"));
        using var xml = XmlWriter.Create(stream,
            new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false), NewLineChars = "\n", OmitXmlDeclaration = true });
        image.WriteTo(xml);
    }

    private static XElement Named(XElement element) => new(
        Svg + element.Name.LocalName, element.Attributes(), element.Nodes().Select(node => node is XElement child ? Named(child) : node));
}
