using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Tables;

/// <summary>A folder of a test's own files, a cache beside them, and a source that reads them. The cache is named by the environment: one test class at a time.</summary>
public abstract class OwnFiles : IDisposable
{
    private protected static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string? _before = Environment.GetEnvironmentVariable("FED_CACHE");

    protected OwnFiles()
    {
        Environment.SetEnvironmentVariable("FED_CACHE", Cache);
    }

    private protected TemporaryFolder Folder { get; } = new();

    private protected string Cache => Folder.File("cache");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("FED_CACHE", _before);
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Write(string name, string text) => Folder.Write(name, Encoding.UTF8.GetBytes(text));

    private protected static Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part = DataPart.Train, int ordinal = 0) =>
        new FederationDataSource(TimeProvider.System).OpenAsync(spec, part, ordinal, Cancel);
}
