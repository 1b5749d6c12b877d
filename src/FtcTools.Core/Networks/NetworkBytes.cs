namespace FtcTools.Networks;

/// <summary>Networks within other bytes, exactly.</summary>
internal static class NetworkBytes
{
    public static void Write(this BinaryWriter writer, Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        writer.Write((int)stream.Length);
        writer.Write(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static Network ReadNetwork(this BinaryReader reader) => NetworkFile.Read(reader.ReadBytes(reader.ReadInt32()));
}
