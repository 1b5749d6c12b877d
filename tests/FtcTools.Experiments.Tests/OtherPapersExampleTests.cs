using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>The examples of Yun et al. and Vardi et al., a cell or a few of each.</summary>
public class OtherPapersExampleTests
{
    [Theory]
    [InlineData("yun/labels", 4, "network.method", "HardTanhs")]
    [InlineData("yun/widths", 1, "test.arithmetic", "exact")]
    [InlineData("yun/stacked", 3, "network.layers", 6)]
    [InlineData("yun/classes", 3, "network.method", "ClassPlateaus")]
    [InlineData("residual/residual", 1, "network.layers", 3)]
    [InlineData("vardi/vardi", 15, "dataset.hard.N", 16)]
    public void They_run_and_keep_what_they_expect(string file, int cells, string key, object value)
    {
        var path = Repository.File([.. $"examples/{file}.ftc.yaml".Split('/')]);
        Assert.Equal(cells, Experiment.Load(path).Cells.Count);
        foreach (var result in ExperimentRunner.Run(Experiment.Load(path, new Dictionary<string, object> { [key] = value })))
        {
            Assert.Empty(result.Diagnostics);
            Assert.All(result.Reports, report => Assert.True(report.Passed, report.ToString()));
        }
    }
}
