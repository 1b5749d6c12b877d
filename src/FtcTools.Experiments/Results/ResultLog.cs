using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Experiments.Results;

/// <summary>
/// The results of a run on disk, `results.jsonl` in the experiment's folder. A cell is finished once its line is there, on the disk itself:
/// no crash after that loses it, and none before it leaves more than a torn line, which the next run cuts off. Safe for several threads.
/// </summary>
internal sealed class ResultLog : IDisposable
{
    public const string FileName = "results.jsonl";

    private readonly string _folder;
    private readonly string _path;
    private readonly ResultsHeader _header;
    private readonly Lock _lock = new();
    private FileStream? _running;
    private FileStream? _file;
    private long _length;

    private ResultLog(string folder, string path, ResultsHeader header) => (_folder, _path, _header) = (folder, path, header);

    /// <summary>Cells that are finished. What may have failed for want of memory, or a machine's other troubles, is not.</summary>
    public IReadOnlyList<CellResult> Finished { get; private set; } = [];

    /// <summary>Looks what a file holds; nothing is written before the first result.</summary>
    /// <param name="folder">The folder of the experiment: paths in the file are relative to it.</param>
    /// <param name="path">The path of the file; null for the one of that name in the folder.</param>
    /// <exception cref="FtcException">
    /// FTC0020 another run writes there; FTC0065 the results are of another experiment; FTC0066 they would be lost; FTC0067 they are
    /// broken.
    /// </exception>
    public static ResultLog Open(string folder, ResultsHeader header, SpecHash spec, Existing existing, string? path = null)
    {
        var log = new ResultLog(folder, path ?? Path.Combine(folder, FileName), header);
        if (!Directory.Exists(Path.GetDirectoryName(log._path))) return log;
        try
        {
            log.TakeFile();
            if (File.Exists(log._path) && existing != Existing.Replace) log.Take(ResultsFile.Read(log._path, folder), spec, existing);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    private void Take(ResultsFile found, SpecHash spec, Existing existing)
    {
        if (found.Header is not { } header) return;
        if (existing == Existing.Refuse)
        {
            if (found.Results.Count == 0 || found.Results.Count == header.Cells) return;
            throw new FtcException(
                Codes.Unfinished, $"'{_path}' holds {found.Results.Count} finished cells of {header.Cells} from a run that was stopped: -Resume goes on from there, -Force starts over.", _path);
        }
        if (header.Hash != spec.Value)
        {
            var difference = spec.Difference(header.Stated);
            throw new FtcException(
                Codes.OtherExperiment, $"'{_path}' cannot be resumed, for the experiment has changed: {difference}. Undo the change, choose another folder, or start over with -Force.", _path);
        }
        Finished = [.. found.Results.Where(result => !result.Diagnostics.Any(e => e.Code is Codes.Internal or Codes.LostCell))];
        _length = found.Length;
    }

    /// <summary>Writes a result, and returns when it is safe.</summary>
    /// <exception cref="FtcException">FTC0020.</exception>
    public void Append(CellResult result)
    {
        byte[] line = [.. ResultLine.Write(result, _folder), (byte)'\n'];
        lock (_lock)
        {
            try
            {
                _file ??= OpenFile();
                _file.Write(line);
                _file.Flush(flushToDisk: true);
                _length += line.Length;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                CutOff();
                throw new FtcException(Codes.NotWritable,
                    $"'{_path}' cannot be written: {e.Message.TrimEnd('.')}. What was finished before is kept, and -Resume goes on from there.", _path, inner: e);
            }
        }
    }

    private FileStream OpenFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        TakeFile();
        if (_length == 0)
        {
            var header = ResultsFile.Line(_header);
            AtomicFile.Write(_path, stream => stream.Write(header));
            _length = header.Length;
        }
        var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.SetLength(_length);
        file.Position = _length;
        return file;
    }

    // A full disk may take a part of a line. Where even this fails, the next run does it.
    private void CutOff()
    {
        try
        {
            _file?.SetLength(_length);
        }
        catch (IOException)
        {
        }
    }

    // Held until the process ends, however it ends.
    private void TakeFile()
    {
        if (_running is not null) return;
        var path = _path + ".lock";
        try
        {
            _running = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new FtcException(Codes.NotWritable,
                $"'{_path}' is in use: another run writes its results there ({e.Message.TrimEnd('.')}).", _path, inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FtcException(Codes.NotWritable, $"'{_path}' cannot be written: access is denied.", _path, inner: e);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _running?.Dispose();
    }
}
