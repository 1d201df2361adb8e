using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Survival;

/// <summary>What the rows say of a federation.</summary>
internal sealed record FederationRecord(
    FederationStatus Status,
    string? Failure,
    string Silo,
    IReadOnlyList<(int Number, RoundPhase Phase, string Silo, long Epoch)> Rounds,
    IReadOnlyList<(int Round, string Client, ParticipantState State, int Attempt, int Failures)> Clients,
    IReadOnlyList<(int Round, int Version, string Digest, string Contributors)> Versions)
{
    public static async Task<FederationRecord> ReadAsync(SurvivalCluster cluster, string name)
    {
        var federation = (await cluster.ReadAsync(
            $"select status, failure::text, silo from federation where name = '{name}'",
            row => ((FederationStatus)row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2)))).Single();
        return new(
            federation.Item1, federation.Item2, federation.Item3,
            await cluster.ReadAsync($"select number, phase, silo, epoch from round where federation = '{name}' order by number",
                row => (row.GetInt32(0), (RoundPhase)row.GetInt32(1), row.GetString(2), row.GetInt64(3))),
            await cluster.ReadAsync($"select round, client, state, attempt, failures from participant where federation = '{name}' order by round, ordinal",
                row => (row.GetInt32(0), row.GetString(1), (ParticipantState)row.GetInt32(2), row.GetInt32(3), row.GetInt32(4))),
            await cluster.ReadAsync(
                $"""
                select round, number, digest, (select string_agg(c.value ->> 'client', ',') from json_array_elements(contributors) as c)
                from model_version where federation = '{name}' order by number
                """,
                row => (row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetString(3))));
    }

    /// <summary>Its last round, for messages.</summary>
    public string Describe() => Rounds is [.., var round]
        ? $"Round {round.Number} is {round.Phase} at {round.Silo}, taken up {round.Epoch} times: "
            + string.Join(", ", Clients.Where(client => client.Round == round.Number).Select(client => $"{client.Client} {client.State} attempt {client.Attempt}"))
        : "No round was opened.";
}
