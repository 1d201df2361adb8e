using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Checks that what stopping and promoting look at is measured.</summary>
internal sealed class StopChecks(FederationSpec spec, SpecFindings findings)
{
    private static readonly string[] OfRegression = ["meanAbsoluteError", "rootMeanSquaredError", "rSquared"];

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Stop is { } stop)
        {
            CheckWatch("stop", stop.Watch);
            if (int.TryParse(stop.Alias.TrimStart('v'), out _) && findings.Sound("stop.alias"))
            {
                findings.Add(FederationErrors.InvalidName.At("stop.alias", $"'{stop.Alias}' reads as a version number", "Choose a name such as best."));
            }
        }

        if (spec.Gate is { } gate)
        {
            CheckWatch("gate", gate.Watch);
        }
    }

    private void CheckWatch(string section, WatchSpec watch)
    {
        if (!findings.Sound(section, "evaluation", "model.loss"))
        {
            return;
        }

        if (watch.On == WatchedSet.Central && !spec.Evaluation.Central)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{section}.on", "the central test set is watched, but nothing is tested on it", "Write evaluation.central: test, or on: federated."));
        }

        if (watch.On == WatchedSet.Federated && spec.Evaluation.Fraction == 0)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{section}.on", "the clients' tests are watched, but no client tests", "Write evaluation.fraction: 1, or evaluation.central: test and on: central."));
        }

        if (watch.Metric != WatchedFigure.Loss && OfRegression.Contains(watch.Metric, StringComparer.Ordinal) != (spec.Model.Loss == LossKind.Mse))
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{section}.metric", $"{watch.Metric} is not measured of a model with this loss", $"Choose loss or one of {string.Join(", ", Measured())}."));
        }
    }

    private IEnumerable<string> Measured() => WatchedFigure.Names.Where(name => OfRegression.Contains(name, StringComparer.Ordinal) == (spec.Model.Loss == LossKind.Mse));
}
