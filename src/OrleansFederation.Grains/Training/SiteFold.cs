using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>
/// Folds frozen updates of a site into one partial sum, in the order given: small ones whole, with memory for five vectors, large ones in
/// blocks, with memory for five blocks, whatever the number of clients. The bits are the same either way, and however the order is divided.
/// A small sum stays here, where the coordinator reads it in a few calls; a large one is sent to the artifact store as one stream.
/// </summary>
internal sealed class SiteFold(IUpdateStore updates, IArtifactStore artifacts, TimeProvider clock)
{
    /// <summary>From so many parameters on, updates are folded in blocks: 16 MiB each.</summary>
    public const int WholeLength = 4 << 20;

    private const int BlockLength = 1 << 18;

    /// <summary>Folds.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels the fold between two updates.</param>
    /// <returns>The partial sum, or which updates are lost.</returns>
    public Task<FoldResult> FoldAsync(FoldOrder order, CancellationToken cancellationToken)
    {
        var layout = ModelPlans.Of(SpecReader.FromCanonical(order.Spec).Model).Moving.Layout;
        return layout.Length <= WholeLength
            ? FoldWholeAsync(order, layout, cancellationToken)
            : Task.Run(() => FoldBlocksAsync(order, layout, BlockLength, cancellationToken), cancellationToken);
    }

    /// <summary>Folds updates whole.</summary>
    internal async Task<FoldResult> FoldWholeAsync(FoldOrder order, ParameterLayout layout, CancellationToken cancellationToken)
    {
        var (start, begun) = (default(float[]), false);
        if (order.Onto is { } before)
        {
            if (await updates.ReadAsync(order.Site, PartKey(order, order.Part - 1), before, cancellationToken) is not { } held)
            {
                return new(null, []);
            }

            (start, begun) = (FloatMemory.View(held, layout.Length, "the sum of the parts before").ToArray(), true);
        }

        start ??= GC.AllocateUninitializedArray<float>(layout.Length);
        var isEncoded = EncodingOf(order, order.Contributions[0], layout) is not null;
        WeightedSum<float> sum = new(start, begun, Environment.ProcessorCount);
        EncodedSum encoded = new(start, begun, Environment.ProcessorCount);
        List<string> lost = [];
        var began = clock.GetTimestamp();
        foreach (var group in order.Contributions.Chunk(WeightedSum<float>.Group))
        {
            // A group is read at once, since the sum holds that many anyway; it is added in order.
            var files = await Task.WhenAll(group.Select(contribution => updates.ReadAsync(order.Site, Key(order, contribution), contribution.Update, cancellationToken)));
            foreach (var (contribution, file) in group.Zip(files))
            {
                if (file is not { } found)
                {
                    lost.Add(contribution.Client);
                }
                else if (EncodingOf(order, contribution, layout) is { } encoding)
                {
                    encoded.Add(encoding, found, contribution.Weight, Place(contribution));
                }
                else
                {
                    sum.Add(Safetensors.ViewMemory(layout, found, Place(contribution)), contribution.Weight);
                }
            }
        }

        AggregationInstruments.Fold(order.Contributions.Sum(contribution => contribution.Update.Length), lost.Count, clock.GetElapsedTime(began));
        if (lost.Count > 0)
        {
            return new(null, lost);
        }

        var whole = isEncoded ? encoded.Finish() : sum.Finish();
        var bytes = MemoryMarshal.AsBytes(whole.AsSpan()).ToArray();
        var key = PartKey(order, order.Part);
        return new(await updates.WriteAsync(order.Site, key, bytes, cancellationToken), []) { Held = key };
    }

    /// <summary>Folds updates in blocks: a block of all of them, then the next. Whether an update is what its receipt says is known at the end.</summary>
    internal async Task<FoldResult> FoldBlocksAsync(FoldOrder order, ParameterLayout layout, int blockLength, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        using var inputs = new FoldInputs(updates, order, layout);
        if (await inputs.OpenAsync(cancellationToken) is { } missing)
        {
            return missing;
        }

        await using var output = order.IsLast
            ? await artifacts.BeginAsync(transient: true, cancellationToken)
            : await updates.BeginAsync(order.Site, PartKey(order, order.Part), cancellationToken);
        var (sum, bytes) = (new float[Math.Min(blockLength, layout.Length)], new byte[Math.Min(blockLength, layout.Length) * sizeof(float)]);
        for (var done = 0; done < layout.Length; done += sum.Length)
        {
            if (layout.Length - done < sum.Length)
            {
                sum = new float[layout.Length - done];
            }

            if (await inputs.FoldAsync(sum, cancellationToken) is { } gone)
            {
                return gone;
            }

            MemoryMarshal.AsBytes(sum.AsSpan()).CopyTo(bytes);
            await output.WriteAsync(bytes.AsMemory(0, sum.Length * sizeof(float)), cancellationToken);
        }

        AggregationInstruments.Fold(order.Contributions.Sum(contribution => contribution.Update.Length), 0, clock.GetElapsedTime(began));
        return inputs.Verify() ?? new(await output.CompleteAsync(cancellationToken), []) { Held = order.IsLast ? null : PartKey(order, order.Part) };
    }

    /// <summary>Where the sum of a part is held: no client's attempt has such a number.</summary>
    internal static TaskKey PartKey(FoldOrder order, int part) => new(TaskKind.Train, order.Federation, order.Round, order.Sum ?? "fold", -1 - part);

    /// <summary>How an update is written; null for float32.</summary>
    internal static UpdateEncoding? EncodingOf(FoldOrder order, Contribution contribution, ParameterLayout layout) =>
        UpdateEncoding.Of(SpecReader.FromCanonical(order.Spec), layout, BegunIn(order, contribution), contribution.Ordinal);

    /// <summary>What an update is, for error messages.</summary>
    internal static string Place(Contribution contribution) => RefusedUpdate.PlaceOf(contribution.Client);

    /// <summary>The task that made an update.</summary>
    internal static TaskKey Key(FoldOrder order, Contribution contribution) =>
        new(TaskKind.Train, order.Federation, BegunIn(order, contribution), contribution.Client, contribution.Attempt);

    private static int BegunIn(FoldOrder order, Contribution contribution) => contribution.Begun > 0 ? contribution.Begun : order.Round;
}
