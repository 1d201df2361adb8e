using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Training;

namespace OrleansFederation.Clients;

/// <summary>What a spec lets each client keep from one round to the next. A new kind is a name here and a line in <see cref="Of"/>.</summary>
public static class ClientStates
{
    /// <summary>What compression lost of the client's updates: <see cref="UpdateEncoding.Feedback"/>.</summary>
    public const string Feedback = "feedback";

    /// <summary>The rounds whose states stay where the spec keeps the bytes of all versions: a state is as large as the model, and there is one a client and round.</summary>
    public const int KeptOfAll = 10;

    /// <summary>The names of the states. A vector of the server that has the name of one goes with them: it follows from the same rounds.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>The names; empty where clients keep nothing.</returns>
    public static IReadOnlyList<string> Of(FederationSpec spec)
    {
        List<string> names = [];
        if (spec.Filters.Any(filter => filter.Arguments.GetValueOrDefault(IUpdateCodec.Feedback) > 0))
        {
            names.Add(Feedback);
        }

        if (spec.Training.Scaffold)
        {
            names.Add(ControlVariates.Name);
        }

        if (spec.Training.Dynamic is not null)
        {
            names.Add(DynamicRegulariser.Name);
        }

        return names;
    }

    /// <summary>
    /// How many of the last committed rounds can be replayed: as many as keep their versions' bytes, or <see cref="KeptOfAll"/>. What a
    /// client kept of older ones goes, but for the last from which it may go on.
    /// </summary>
    /// <param name="spec">The spec.</param>
    public static int KeptRounds(FederationSpec spec) => spec.Retention.Last ?? KeptOfAll;
}
