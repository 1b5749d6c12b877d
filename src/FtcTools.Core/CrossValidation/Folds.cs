using FtcTools.Data;
using FtcTools.Diagnostics;
using MathNet.Numerics.Random;

namespace FtcTools.CrossValidation;

/// <summary>
/// Samples in parts, each of which is held out in its turn: drawn by a seed, with as many edits in each as in any other, but for one.
/// </summary>
internal static class Folds
{
    private const int Fewest = 3; // samples that a dataset has

    /// <summary>The samples (from 0, ascending) of each part.</summary>
    /// <exception cref="FtcException">
    /// FTC0034: fewer than 2 folds, or so many that one has no sample or leaves fewer than three.
    /// </exception>
    public static int[][] Of(Dataset data, int folds, int seed)
    {
        if (folds < 2 || folds > data.K || data.K - (data.K + folds - 1) / folds < Fewest)
        {
            throw new FtcException(Codes.Argument,
                $"{folds} folds of the {data.K} samples of {data.Name}; valid are 2 or more folds, no more than there are samples, each of which leaves {Fewest} samples or more.");
        }
        var random = new Xoshiro256StarStar(seed);
        int[] edited = [.. data.Edited], others = [.. Enumerable.Range(0, data.K).Where(i => data.Residual(i) is null)];
        random.Shuffle(edited);
        random.Shuffle(others);
        var parts = new List<int>[folds];
        for (var fold = 0; fold < folds; fold++) parts[fold] = [];
        var place = 0;
        foreach (var i in edited.Concat(others)) parts[place++ % folds].Add(i);
        return Array.ConvertAll(parts, part => part.Order().ToArray());
    }
}
