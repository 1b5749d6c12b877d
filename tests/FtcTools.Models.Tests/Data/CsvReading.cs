using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Data;

/// <summary>Tests that read texts as CSV files.</summary>
/// <param name="columns">What is read of a file unless a test says otherwise.</param>
public abstract class CsvReading(DataColumns columns) : IDisposable
{
    protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Dataset Read(string text, DataColumns? others = null) => DataFile.Read(Folder.Write("data.csv", text), others ?? columns);

    protected FtcException Refused(string code, int line, string text, DataColumns? others = null)
    {
        var e = Assert.Throws<FtcException>(() => Read(text, others));
        Assert.Equal((code, line, Folder["data.csv"]), (e.Code, e.Line, e.File));
        return e;
    }
}
