using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Core.Tests.Support;

/// <summary>A copy of a dataset with one thing changed.</summary>
public sealed class DataWith(Dataset data)
{
    /// <summary>Sample <paramref name="sample"/> (from 0) gets z off by <paramref name="change"/> in every output.</summary>
    public Dataset Residual(int sample, Rational change)
    {
        var builder = new DatasetBuilder(data.Inputs, data.Outputs);
        for (var i = 0; i < data.K; i++)
        {
            var z = Enumerable.Range(0, data.Outputs).Select(o => data.Residual(i, o) + (i == sample ? change : 0)).ToArray();
            builder.Add(data.Row(i), z);
        }
        return builder.Build(data.Name);
    }
}
