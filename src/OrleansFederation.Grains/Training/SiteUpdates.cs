using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Filters;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>
/// Writes what a client sends: its update as float32, or through the spec's codec, with what compression lost kept for the client's next
/// update. The state is written after the update that it belongs to and before the receipt, so that no receipt is without its state; a
/// task that is done again begins from the same earlier state and writes the same.
/// </summary>
internal sealed class SiteUpdates(IUpdateStore updates, StateVectors states)
{
    /// <summary>How many vectors of the update's length compression holds at once: what earlier updates lacked, its bytes, and those that are written.</summary>
    public const int Vectors = 3;

    private const int BlockLength = 1 << 18;

    /// <summary>Reads what the client's earlier updates lacked.</summary>
    /// <param name="order">The task.</param>
    /// <param name="encoding">How its update is written.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The vector, zeros where the client goes on from no round or keeps nothing; null where updates are float32.</returns>
    /// <exception cref="FederationException">FED3070 where it is lost.</exception>
    public async Task<float[]?> ReadFeedbackAsync(TrainingOrder order, UpdateEncoding? encoding, CancellationToken cancellationToken)
    {
        if (encoding is null)
        {
            return null;
        }

        return encoding.Feedback > 0
            ? await states.ReadAsync(order, ClientStates.Feedback, encoding.Shape.Length, cancellationToken)
            : new float[encoding.Shape.Length];
    }

    /// <summary>Writes an update.</summary>
    /// <param name="order">The task.</param>
    /// <param name="layout">The update's layout.</param>
    /// <param name="encoding">How it is written; null for float32.</param>
    /// <param name="update">What training gave.</param>
    /// <param name="feedback">What earlier updates lacked, which is changed; null for float32.</param>
    /// <param name="norm">The norm of what training gave.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>What is at the site, and the norm of what a reader finds in it.</returns>
    public async Task<(ArtifactRef Update, double Norm)> WriteAsync(
        TrainingOrder order, ParameterLayout layout, UpdateEncoding? encoding, float[] update, float[]? feedback, double norm, CancellationToken cancellationToken)
    {
        if (encoding is null)
        {
            return (await WritePlainAsync(order, layout, update, cancellationToken), norm);
        }

        var encoder = encoding.Encode(update, feedback!);
        var written = layout.Length <= SiteFold.WholeLength
            ? await updates.WriteAsync(order.Site, order.Key, Encode(encoding, encoder), cancellationToken)
            : await StreamAsync(order, encoding, encoder, cancellationToken);
        if (encoding.Feedback > 0)
        {
            await states.WriteAsync(order, ClientStates.Feedback, written.Digest, feedback!, cancellationToken);
        }

        return (written, encoder.Norm);
    }

    private static byte[] Encode(UpdateEncoding encoding, UpdateEncoder encoder)
    {
        var file = new byte[checked((int)encoding.Length)];
        encoding.Opening.Span.CopyTo(file);
        for (var at = encoding.Opening.Length; encoder.TryNext(file.AsSpan(at), out var length); at += length)
        {
        }

        return file;
    }

    private async Task<ArtifactRef> StreamAsync(TrainingOrder order, UpdateEncoding encoding, UpdateEncoder encoder, CancellationToken cancellationToken)
    {
        await using var file = await updates.BeginAsync(order.Site, order.Key, cancellationToken);
        await file.WriteAsync(encoding.Opening, cancellationToken);
        var block = new byte[BlockLength];
        var filled = 0;
        while (encoder.TryNext(block.AsSpan(filled), out var length))
        {
            filled += length;
            if (block.Length - filled < UpdateEncoder.LargestChunk)
            {
                await file.WriteAsync(block.AsMemory(0, filled), cancellationToken);
                filled = 0;
            }
        }

        await file.WriteAsync(block.AsMemory(0, filled), cancellationToken);
        return await file.CompleteAsync(cancellationToken);
    }

    private async Task<ArtifactRef> WritePlainAsync(TrainingOrder order, ParameterLayout layout, float[] update, CancellationToken cancellationToken)
    {
        if (layout.Length <= SiteFold.WholeLength)
        {
            return await updates.WriteAsync(order.Site, order.Key, Safetensors.Write(layout, update), cancellationToken);
        }

        await using var file = new ParameterWriter(Safetensors.Frame(layout), await updates.BeginAsync(order.Site, order.Key, cancellationToken));
        var block = new byte[BlockLength * sizeof(float)];
        for (var done = 0; done < update.Length; done += BlockLength)
        {
            var numbers = update.AsMemory(done, Math.Min(BlockLength, update.Length - done));
            MemoryMarshal.AsBytes(numbers.Span).CopyTo(block);
            await file.WriteAsync(block.AsMemory(0, numbers.Length * sizeof(float)), cancellationToken);
        }

        return await file.CompleteAsync(cancellationToken);
    }
}
