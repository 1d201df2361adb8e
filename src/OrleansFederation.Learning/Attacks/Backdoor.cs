using System.Numerics.Tensors;
using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>
/// Inserts a backdoor: in a share of its examples it stamps a trigger on the input, a square in the lower right corner of every channel of
/// an image or the last numbers of a row, and labels them with a target class; the update is stretched by a boost, with the number of
/// clients as boost a replacement of the model (Gu et al. 2017, "BadNets"; Bagdasaryan et al. 2020). The central test tells how often it works.
/// </summary>
public sealed class Backdoor : IAttack
{
    /// <inheritdoc/>
    public string Name => "backdoor";

    /// <inheritdoc/>
    public string Description => "teach the model to answer a trigger with a class";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("target", "The class that the trigger is to be answered with.", 0, 0, 1_000_000),
        new("share", "The share of the client's examples that are stamped.", 0.5, 1e-6, 1, Whole: false),
        new("size", "The side of the square, or how many of a row's last numbers are stamped.", 3, 1, 10_000),
        new("value", "What is stamped, as the model sees it after preprocessing.", 3, -1e6, 1e6, Whole: false),
        new("boost", "How many times as long the update is.", 1, 1e-6, 1e9, Whole: false),
    ];

    /// <inheritdoc/>
    public IDataSet Poison(IDataSet data, Attacker attacker) => new TriggeredSet(data, attacker.Settings, attacker.Settings["share"], attacker.Seed);

    /// <inheritdoc/>
    public float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker)
    {
        if (attacker.Settings["boost"] != 1)
        {
            TensorPrimitives.Multiply(updates[0], (float)attacker.Settings["boost"], updates[0]);
        }

        return updates[0];
    }
}
