using FtcTools.Data;

namespace FtcTools.Constructions.Regions;

/// <summary>
/// The edits, divided into those that are to share a box: of one residual, and with balls whose boxes meet, or meet others that do. Two
/// boxes would answer twice where they meet.
/// </summary>
internal static class MeetingBoxes
{
    public static int[][] Of(Dataset data, Ball ball, CancellationToken cancellation) => [.. data.EditedByResidual
        .SelectMany(alike => ConnectedSets.Of(alike, (a, b) => Meet(data, ball, a, b), cancellation))];

    // As float32 sees them, which may not tell apart what float64 does.
    private static bool Meet(Dataset data, Ball ball, int a, int b)
    {
        var ofA = new SampleInterval(data, ball, a);
        var ofB = new SampleInterval(data, ball, b);
        for (var j = 0; j < data.Inputs; j++)
        {
            var ((lowA, highA), (lowB, highB)) = (ofA.Of(j), ofB.Of(j));
            if ((float)highA < (float)lowB || (float)highB < (float)lowA) return false;
        }
        return true;
    }
}
