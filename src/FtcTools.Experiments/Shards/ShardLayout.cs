using System.Globalization;
using System.Text;
using FtcTools.Data.Passes;

namespace FtcTools.Experiments.Shards;

/// <summary>
/// What a sample is in the file of a shard: a record of NumPy's (NPY), so that anything reads it. Its parts stand in the order of the
/// properties.
/// </summary>
/// <param name="Inputs">d features.</param>
/// <param name="Single">Whether those are float32, for every one of them is.</param>
/// <param name="Outputs">p answers of the model, in float64; 0 where they are not needed, for answers are no classes.</param>
/// <param name="Errors">Whether how far each of those may be off follows them.</param>
internal sealed record ShardLayout(int Inputs, bool Single, int Outputs, bool Errors)
{
    private const int Alignment = 64;

    public static ShardLayout Of(SampleSource source) =>
        new(source.Inputs, source.IsSingle, source.Form.Margin is null ? 0 : source.Outputs, source.Form.HasErrors);

    public bool HasClasses => Outputs > 0;

    public int FeatureBytes => Inputs * (Single ? sizeof(float) : sizeof(double));

    public int AnswerBytes => Outputs * sizeof(double);

    /// <summary>Features, answers, their errors, the right class, and whether the sample is edited.</summary>
    public int RecordBytes => FeatureBytes + AnswerBytes * (Errors ? 2 : 1) + (HasClasses ? sizeof(int) : 0) + 1;

    /// <summary>What an NPY file of so many samples begins with.</summary>
    public byte[] Header(int count)
    {
        var order = BitConverter.IsLittleEndian ? '<' : '>';
        List<string> fields = [Field("features", Single ? "f4" : "f8", Inputs)];
        if (HasClasses) fields.Add(Field("predictions", "f8", Outputs));
        if (Errors) fields.Add(Field("errors", "f8", Outputs));
        if (HasClasses) fields.Add($"('label', '{order}i4')");
        fields.Add("('edited', '|b1')");
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{{'descr': [{string.Join(", ", fields)}], 'fortran_order': False, 'shape': ({count},), }}");
        // Magic, version and length take 10 bytes, and a newline ends the text.
        var length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment - 10;
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)),
            (byte)'\n'];

        string Field(string name, string type, int numbers) =>
            string.Create(CultureInfo.InvariantCulture, $"('{name}', '{order}{type}', ({numbers},))");
    }
}
