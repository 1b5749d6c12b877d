using FtcTools.Data.Passes;
using FtcTools.Verification;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>Reads questions that another process has written, each by its kind.</summary>
internal static class QuestionReader
{
    /// <param name="bytes">What <see cref="Question.ToBytes"/> gave.</param>
    /// <exception cref="InvalidDataException">The bytes are no question.</exception>
    public static Question Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return reader.ReadString() switch
        {
            "pick" => new PickQuestion(reader),
            "touching" => new TouchingQuestion(reader),
            "verdict" => new VerdictQuestion(reader),
            var kind => throw new InvalidDataException($"'{kind}' is no question"),
        };
    }
}
