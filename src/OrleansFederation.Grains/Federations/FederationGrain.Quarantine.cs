using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Storage;

namespace OrleansFederation.Federations;

/// <content>Clients that are not selected for a while.</content>
internal sealed partial class FederationGrain
{
    public async Task<FederationView?> ReleaseAsync(string client, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!state.RecordExists)
            {
                return null;
            }

            if (PrincipalContext.Current != state.State.Owner)
            {
                throw FederationErrors.NotGranted.Exception($"federation {Name}", $"only its owner '{state.State.Owner}' may release a client");
            }

            if (state.State.Suspicions.All(suspicion => suspicion.Client != client || suspicion.Until <= state.State.Round))
            {
                throw FederationErrors.NotQuarantined.Exception($"client {client}", $"federation {Name} selects it");
            }

            await state.SaveAsync(state.State with { Suspicions = [.. state.State.Suspicions.Where(suspicion => suspicion.Client != client)] });
            return View();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Tells who is kept out from the next round on.</summary>
    private void TellQuarantined(FederationSpec spec, FederationState next)
    {
        if (spec.Defence?.Quarantine is not { } quarantine)
        {
            return;
        }

        foreach (var client in next.Suspicions.Where(suspicion => suspicion.Until == next.Round + quarantine.Rounds).Select(suspicion => suspicion.Client))
        {
            Add(new()
            {
                Kind = FederationEventKind.ClientQuarantined,
                Round = next.Round,
                Client = client,
                Reason = $"it was flagged in {quarantine.After} of the last {quarantine.Within} rounds, and is not selected before round {next.Round + quarantine.Rounds + 1}",
            });
            LogQuarantined(Name, client, next.Round + quarantine.Rounds);
        }
    }
}
