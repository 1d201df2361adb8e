namespace OrleansFederation.Calls;

/// <summary>A stream whose every step says who asks, its end as well: whoever reads it has a context of his own.</summary>
internal sealed class Introduced<T>(IAsyncEnumerator<T> stream, Action introduce) : IAsyncEnumerator<T>
{
    /// <inheritdoc/>
    public T Current => stream.Current;

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync()
    {
        introduce();
        return stream.MoveNextAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        introduce();
        return stream.DisposeAsync();
    }
}
