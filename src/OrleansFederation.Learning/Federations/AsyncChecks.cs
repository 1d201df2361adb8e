using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks that an asynchronous federation can fill its buffer, and that nothing in it takes a round's updates to be of one round.</summary>
internal sealed class AsyncChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Async is null || !findings.Sound("async"))
        {
            return;
        }

        CheckClients();
        CheckSampling();
        CheckOthers();
        if (findings.Sound("aggregation") && AggregationRules.Find(spec.Aggregation.Rule) is { TakesStaleness: false } rule)
        {
            var allowed = AggregationRules.All.Where(other => other.TakesStaleness).Select(other => other.Name);
            findings.Add(Refused(
                "aggregation",
                $"the updates of a round began in several rounds, and {rule.Name} {(rule.IsLinear ? "weighs by losses of one and the same model" : "takes all updates to be tries at one and the same step: a late one looks like a wrong one, and has no weight to be lowered")}",
                $"Choose {string.Join(", ", allowed)}, or remove async."));
        }
    }

    private void CheckClients()
    {
        var (buffer, concurrency) = (spec.Async!.Buffer, spec.Async.Concurrency);
        if (concurrency is { } most && most < buffer)
        {
            findings.Add(Refused("async.concurrency", $"{most} clients at a time never fill a buffer of {buffer} updates", "Raise async.concurrency, or lower async.buffer."));
        }

        if (!findings.Sound("clients", "sampling"))
        {
            return;
        }

        var clients = RoundChecks.Participants(spec);
        var count = clients == 1 ? "1 client takes" : $"{clients} clients take";
        if (buffer > clients)
        {
            findings.Add(Refused("async.buffer", $"{buffer} updates fill the buffer, but {count} part, each with one update at a time", "Lower async.buffer, or add clients."));
        }

        if (concurrency > clients)
        {
            findings.Add(Refused("async.concurrency", $"{concurrency} clients are to train at a time, but {count} part", "Lower async.concurrency, leave it out for all clients, or add clients."));
        }
    }

    /// <summary>The buffer says how many updates a round takes, and concurrency who trains: what samples or stops waiting by the round says it twice or otherwise.</summary>
    private void CheckSampling()
    {
        var (sampling, buffer) = (spec.Sampling, spec.Async!.Buffer);
        if (!findings.Sound("sampling"))
        {
            return;
        }

        Refuse(sampling.Minimum != buffer, "minimum", "a round takes as many updates as its buffer holds, neither more nor fewer");
        Refuse(sampling.Count != buffer, "count", "who begins follows from async.concurrency, and not from a number to select in each round");
        Refuse(sampling.Fraction != 1, "fraction", "who begins follows from async.concurrency, and not from a share to select in each round");
        Refuse(sampling.OverSelection > 0, "overSelection", "nobody is dropped for being late: an update that comes after a round counts in a later one");
        Refuse(sampling.Grace is not null, "grace", "a round ends as soon as its buffer is full, and waits for no further update");
    }

    /// <summary>What takes the updates of a round, or what clients keep, to be of one round.</summary>
    private void CheckOthers()
    {
        Combine("defence", spec.Defence is not null, "scores compare the updates of a round with one another, and late ones are unlike fresh ones without being wrong");
        Combine("personal", spec.Personal is not null || spec.Model.Kept.Count > 0, "a client is tested with what it kept last, which it changes while it trains beside the test");
        Combine("training.scaffold", spec.Training.Scaffold, "control variates are differences to the gradient of all clients in one and the same round");
        Combine("training.dynamic", spec.Training.Dynamic is not null, "each client's term is a difference to the parameters of one and the same round");
        Combine("training.budget", spec.Training.Budget is not null, "nobody waits for who is slow, so that there is no time to fit work to");
        Combine("attack", spec.Attack is { } attack && KnownAttacks.Find(attack.Attack) is { Colludes: true }, "accomplices know one another by the cohort of a round, and here each begins when it is idle");
        Combine("sampling.select", spec.Sampling.Select.IsMeasured, "who begins is drawn from what is recorded, and not from what is measured when a round opens");
    }

    private void Combine(string place, bool isGiven, string why)
    {
        if (isGiven && findings.Sound(place))
        {
            findings.Add(Refused(place, why, $"Remove {place}, or async."));
        }
    }

    private void Refuse(bool isGiven, string key, string why)
    {
        if (isGiven)
        {
            findings.Add(Refused($"sampling.{key}", why, $"Remove sampling.{key}, or async."));
        }
    }

    private static Problem Refused(string place, string why, string remedy) => FederationErrors.UnsafeCombination.At(place, why, remedy);
}
