using OrleansFederation.Randomness;

namespace OrleansFederation.Training;

/// <summary>
/// The order in which a client's examples are trained on: shuffled anew for each epoch and cut into batches, of which the last of an epoch may
/// be smaller. It ends after the spec's epochs, or after its steps or as many as fit a time budget, wherever in an epoch that is.
/// </summary>
internal sealed class BatchOrder
{
    private readonly int[] _order;
    private readonly SeededRandom _shuffle;

    /// <summary>Makes the order.</summary>
    /// <param name="training">Batch size, and epochs or steps.</param>
    /// <param name="examples">The number of examples, 1 or more.</param>
    /// <param name="seed">The seed from which every shuffle follows.</param>
    /// <param name="most">The most steps, 1 or more; null where the spec's own are done.</param>
    public BatchOrder(TrainingSpec training, int examples, ulong seed, long? most = null)
    {
        _order = new int[examples];
        for (var i = 0; i < examples; i++)
        {
            _order[i] = i;
        }

        _shuffle = new(seed);
        Size = Math.Min(training.BatchSize, examples);
        var own = training.Steps ?? (long)training.Epochs * ((examples + Size - 1) / Size);
        Steps = most < own ? most.Value : own;
        Seen = examples;
    }

    /// <summary>The most examples of a batch.</summary>
    public int Size { get; }

    /// <summary>The number of steps in all.</summary>
    public long Steps { get; }

    /// <summary>The steps so far.</summary>
    public long Done { get; private set; }

    /// <summary>The epoch, from 1; 0 before the first step.</summary>
    public int Epoch { get; private set; }

    /// <summary>The steps so far in this epoch.</summary>
    public int StepOfEpoch { get; private set; }

    /// <summary>The examples so far in this epoch.</summary>
    public int Seen { get; private set; }

    /// <summary>The examples so far in all epochs.</summary>
    public long Examples => (long)(Epoch - 1) * _order.Length + Seen;

    /// <summary>Takes the next batch.</summary>
    /// <param name="indices">Its examples; valid until the next call.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryNext(out ReadOnlySpan<int> indices)
    {
        if (Done == Steps)
        {
            indices = [];
            return false;
        }

        if (Seen == _order.Length)
        {
            _shuffle.Shuffle<int>(_order);
            (Epoch, StepOfEpoch, Seen) = (Epoch + 1, 0, 0);
        }

        indices = _order.AsSpan(Seen, Math.Min(Size, _order.Length - Seen));
        (Done, StepOfEpoch, Seen) = (Done + 1, StepOfEpoch + 1, Seen + indices.Length);
        return true;
    }
}
