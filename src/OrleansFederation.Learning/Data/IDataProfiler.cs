namespace OrleansFederation.Data;

/// <summary>Tells what files hold, for those who may read them: nothing of it is sent anywhere.</summary>
public interface IDataProfiler
{
    /// <summary>Reads a file once and tells what its columns hold.</summary>
    /// <param name="path">A file, or a folder of images.</param>
    /// <param name="declared">How a spec reads it; null to infer delimiter, header, encoding and kinds.</param>
    /// <param name="progress">Told how far the reading is; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Errors.FederationException">FED1020, FED1021, FED1027, FED1028, FED1033.</exception>
    DataProfile Describe(string path, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Opens data as a client of a federation would, and counts its parts.</summary>
    /// <param name="data">How it is read and split.</param>
    /// <param name="seed">The federation's seed.</param>
    /// <param name="client">The client's id; null for data that simulated clients share.</param>
    /// <param name="progress">Told about a first reading; may be null.</param>
    /// <param name="cancellationToken">Ends a first reading.</param>
    /// <exception cref="Errors.FederationException">FED1020 to FED1029, FED1032, FED1033; FED2018.</exception>
    PartCounts Open(DataSpec data, long seed, string? client, IProgress<DataProgress>? progress, CancellationToken cancellationToken);
}
