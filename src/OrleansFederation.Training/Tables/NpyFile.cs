using System.IO.Compression;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>A file of one array (npy), or of several by name (npz, a zip of npy files).</summary>
internal sealed class NpyFile : IDisposable
{
    private readonly string _path;
    private readonly ZipArchive? _archive;
    private readonly DataSpec _data;

    private NpyFile(string path, DataSpec data, ZipArchive? archive) => (_path, _data, _archive) = (path, data, archive);

    /// <summary>Whether there are arrays by name.</summary>
    public bool HasNames => _archive is not null;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="data">How it is read.</param>
    /// <exception cref="FederationException">FED1020, FED1021.</exception>
    public static NpyFile Open(string path, DataSpec data)
    {
        try
        {
            return new(path, data, path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? ZipFile.OpenRead(path) : null);
        }
        catch (InvalidDataException fault)
        {
            throw new FederationException(FederationErrors.DataMalformed.At(path, $"the zip archive is damaged: {fault.Message}"), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message), fault);
        }
    }

    /// <summary>Begins to read the inputs.</summary>
    public (NpyHeader Header, Stream Values) Inputs() => Array(_data.Arrays?.X ?? "x");

    /// <summary>Begins to read the targets.</summary>
    public (NpyHeader Header, Stream Values) Targets() => Array(_data.Arrays?.Y ?? "y");

    /// <inheritdoc/>
    public void Dispose() => _archive?.Dispose();

    private (NpyHeader Header, Stream Values) Array(string name)
    {
        var place = _archive is null ? _path : $"{_path}, array {name}";
        Stream stream;
        if (_archive is null)
        {
            stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        else
        {
            var entry = _archive.GetEntry(name + ".npy") ?? throw FederationErrors.ColumnsDiffer.Exception(_path, $"the file has no array {name}; it has {string.Join(", ", _archive.Entries.Select(each => Path.GetFileNameWithoutExtension(each.Name)))}", "Name its arrays under arrays: { x: …, y: … }.");
            stream = new BufferedStream(entry.Open(), 1 << 16);
        }

        try
        {
            return (NpyHeader.Read(stream, place), stream);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            stream.Dispose();
            throw new FederationException(FederationErrors.DataMalformed.At(place, fault.Message), fault);
        }
    }
}
