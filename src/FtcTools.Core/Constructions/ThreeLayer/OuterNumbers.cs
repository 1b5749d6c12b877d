using FtcTools.Data;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Numbers for the values of <see cref="FreeLines"/>, when any order will do. The row of a point passes its number and must have left its
/// step at the next point; where the number is at the end of the step on that side, a row that is nearly flat does both. So the values of
/// the closest neighbours get the outermost numbers, and rounding, which the slope multiplies, moves them least.
/// </summary>
internal static class OuterNumbers
{
    /// <summary>The number of every value, each of 0 to <paramref name="largest"/> once.</summary>
    /// <param name="values">The values of the points, from 0 to <paramref name="largest"/>.</param>
    /// <param name="starts">First point of every group, and behind the last one.</param>
    public static int[] Of(Line line, int[] values, int largest, int[] starts)
    {
        var pairs = new List<(double Distance, int Left, bool Low)>(line.Count);
        for (var j = 0; j + 1 < starts.Length; j++)
        {
            for (var at = starts[j]; at + 1 < starts[j + 1]; at++)
            {
                // Rows of even level climb with the level, through both points of a pair towards high numbers; the others fall.
                var level = j % 2 == 0 ? at - starts[j] : starts[j + 1] - 2 - at;
                pairs.Add(((double)(line.C[at + 1] - line.C[at]), at, level % 2 == 1));
            }
        }
        pairs.Sort();
        var numbers = new int[largest + 1];
        Array.Fill(numbers, -1);
        var (lowest, highest) = (0, largest);
        foreach (var (_, left, low) in pairs)
        {
            Place(values[left], low);
            Place(values[left + 1], low);
            if (lowest > highest) break;
        }
        for (var value = 0; value <= largest; value++) Place(value, low: true);
        return numbers;

        void Place(int value, bool low)
        {
            if (numbers[value] < 0) numbers[value] = low ? lowest++ : highest--;
        }
    }
}
