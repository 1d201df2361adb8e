using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Training;

namespace OrleansFederation.Clients;

/// <summary>What a spec lets each client keep from one round to the next. A new kind is a name here and a line in <see cref="Of"/>.</summary>
public static class ClientStates
{
    /// <summary>What compression lost of the client's updates: <see cref="UpdateEncoding.Feedback"/>.</summary>
    public const string Feedback = "feedback";

    /// <summary>What of the model is the client's own: the parameters that stay there, or all of Ditto's model.</summary>
    public const string Personal = "personal";

    /// <summary>The rounds whose states stay where the spec keeps the bytes of all versions: a state is as large as the model, and there is one a client and round.</summary>
    public const int KeptOfAll = 10;

    /// <summary>The names of the states. A vector of the server that has the name of one goes with them: it follows from the same rounds.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>The names; empty where clients keep nothing.</returns>
    public static IReadOnlyList<string> Of(FederationSpec spec) =>
    [
        .. spec.Filters.Any(filter => filter.Arguments.GetValueOrDefault(IUpdateCodec.Feedback) > 0) ? (string[])[Feedback] : [],
        .. spec.Training.Scaffold ? (string[])[ControlVariates.Name] : [],
        .. spec.Training.Dynamic is not null ? (string[])[DynamicRegulariser.Name] : [],
        .. IsPersonal(spec) ? (string[])[Personal] : [],
    ];

    /// <summary>Whether clients keep parts of the model, or models, of their own, with which they evaluate.</summary>
    /// <param name="spec">The spec.</param>
    public static bool IsPersonal(FederationSpec spec) => spec.Model.Kept.Count > 0 || spec.Personal?.Ditto is not null;

    /// <summary>
    /// How many of the last committed rounds can be replayed: as many as keep their versions' bytes, or <see cref="KeptOfAll"/>. What a
    /// client kept of older ones goes, but for the last from which it may go on.
    /// </summary>
    /// <param name="spec">The spec.</param>
    public static int KeptRounds(FederationSpec spec) => spec.Retention.Last ?? KeptOfAll;
}
