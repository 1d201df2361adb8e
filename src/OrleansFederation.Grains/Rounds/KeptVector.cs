using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Rounds;

/// <summary>A vector that the server keeps from round to round: where it is read from, the block at hand, and where it goes.</summary>
/// <param name="name">Its name.</param>
/// <param name="place">What to call it in messages.</param>
/// <param name="before">It after the round before; null where there is none.</param>
/// <param name="initial">The value of all elements then.</param>
internal sealed class KeptVector(string name, string place, BlockReader? before, float initial) : IAsyncDisposable
{
    private float[] _block = [];
    private byte[] _bytes = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The block at hand: at least as long as was read.</summary>
    public Memory<float> Values => _block;

    /// <summary>Where it goes.</summary>
    public ParameterWriter? Writer { get; set; }

    /// <summary>Reads the next block.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FederationException">FED2006 where it is cut short.</exception>
    public async ValueTask ReadAsync(int bytes, CancellationToken cancellationToken)
    {
        if (_block.Length < bytes / sizeof(float))
        {
            (_block, _bytes) = (new float[bytes / sizeof(float)], new byte[bytes]);
        }

        if (before is null)
        {
            _block.AsSpan().Fill(initial);
            return;
        }

        if (!await before.TryReadAsync(_bytes.AsMemory(0, bytes), cancellationToken))
        {
            throw FederationErrors.ArtifactDamaged.Exception(place, "it is cut short");
        }

        _bytes.AsSpan(0, bytes).CopyTo(MemoryMarshal.AsBytes(_block.AsSpan()));
    }

    /// <summary>Writes the block, as it is now.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async ValueTask WriteAsync(int bytes, CancellationToken cancellationToken)
    {
        MemoryMarshal.AsBytes(_block.AsSpan())[..bytes].CopyTo(_bytes);
        await Writer!.WriteAsync(_bytes.AsMemory(0, bytes), cancellationToken);
    }

    /// <summary>Compares what was read with its digest, after the last block.</summary>
    /// <exception cref="FederationException">FED2006 where it is something else.</exception>
    public void Verify()
    {
        if (before?.Matches() == false)
        {
            throw FederationErrors.ArtifactDamaged.Exception(place, "its content does not match its SHA-256");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        before?.Dispose();
        if (Writer is { } writer)
        {
            await writer.DisposeAsync();
        }
    }
}
