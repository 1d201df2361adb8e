using Orleans.Concurrency;

namespace OrleansFederation.Connections;

/// <summary>Answers at once.</summary>
[Alias("of.bench.echo")]
public interface IEchoGrain : IGrainWithIntegerKey
{
    /// <summary>Takes bytes and gives their number.</summary>
    [Alias("take")]
    Task<int> TakeAsync(Immutable<byte[]> bytes);
}

[GrainType("of.bench.echo")]
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> TakeAsync(Immutable<byte[]> bytes) => Task.FromResult(bytes.Value.Length);
}
