using OrleansFederation.Artifacts;

namespace OrleansFederation.Parameters;

/// <summary>Writes the file of a frame while its numbers pass by, block by block. Not for concurrent use.</summary>
/// <param name="frame">The frame.</param>
/// <param name="writer">Takes the file; owned by this object.</param>
public sealed class ParameterWriter(ParameterFrame frame, IArtifactWriter writer) : IAsyncDisposable
{
    private int _entry;
    private long _within;

    /// <summary>Appends numbers, in the layout's order.</summary>
    /// <param name="values">Little-endian float32; the caller may write to the memory again afterwards.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> values, CancellationToken cancellationToken)
    {
        while (!values.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfEqual(_entry, frame.Layout.Entries.Count, nameof(values));
            if (_within == 0)
            {
                await writer.WriteAsync(frame.Literals[_entry], cancellationToken);
            }

            var length = (long)frame.Layout.Entries[_entry].Length * sizeof(float);
            var piece = values[..(int)Math.Min(values.Length, length - _within)];
            await writer.WriteAsync(piece, cancellationToken);
            values = values[piece.Length..];
            _within += piece.Length;
            if (_within == length)
            {
                (_entry, _within) = (_entry + 1, 0);
            }
        }
    }

    /// <summary>Ends the file.</summary>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="InvalidOperationException">Where numbers are missing.</exception>
    public async Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_entry != frame.Layout.Entries.Count)
        {
            throw new InvalidOperationException($"The numbers of '{frame.Layout.Entries[_entry].Name}' are not all written.");
        }

        await writer.WriteAsync(frame.Literals[^1], cancellationToken);
        return await writer.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
