namespace OrleansFederation.Fixtures;

/// <summary>An empty folder for one test, removed at its end.</summary>
internal sealed class StateDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fed-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
