using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Attacks;

/// <summary>What a dishonest client makes of its honest training before it sends anything.</summary>
internal static class Deception
{
    /// <summary>Makes the result that the client sends.</summary>
    /// <param name="attacker">Who attacks.</param>
    /// <param name="own">Its honest result.</param>
    /// <param name="honest">Trains for an accomplice: gives what a client of that ordinal would honestly send.</param>
    /// <param name="plan">The model.</param>
    /// <exception cref="FederationException">FED3002 where the attack makes numbers that are not finite: such an update is refused like an honest one.</exception>
    public static async Task<TrainingResult> MakeAsync(Attacker attacker, TrainingResult own, Func<int, Task<TrainingResult>> honest, ModelPlan plan)
    {
        var attack = attacker.Attack;
        List<float[]> updates = [];
        foreach (var ordinal in attack.Colludes ? attacker.Accomplices : [attacker.Ordinal])
        {
            updates.Add(ordinal == attacker.Ordinal ? own.Update : (await honest(ordinal)).Update);
        }

        var update = attack.Corrupt(updates, attacker);
        return FiniteCheck.Describe(plan.Layout, update) is { } bad
            ? throw FederationErrors.NonFiniteUpdate.Exception("the attack", $"in the update {bad}", "Lower the attack's arguments.")
            : own with { Update = update, Examples = attack.Claim(own.Examples, attacker), Norm = Math.Sqrt(SquaredNorm.Of(plan.Moving.Of(update))) };
    }
}
