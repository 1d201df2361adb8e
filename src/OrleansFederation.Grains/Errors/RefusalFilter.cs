using OrleansFederation.Federations;

namespace OrleansFederation.Errors;

/// <summary>Counts the refusals of calls that come from clients; among silos the same refusal would be counted at each step.</summary>
internal sealed class RefusalFilter : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        context.SourceId is { } source && source.IsClient() ? CountAsync(context) : context.Invoke();

    private static async Task CountAsync(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (FederationException exception)
        {
            RefusalInstruments.Refuse(exception.Code);
            throw;
        }

        if (context.Result is StartResult { Problems: [var problem, ..] })
        {
            RefusalInstruments.Refuse(problem.Code);
        }
    }
}
