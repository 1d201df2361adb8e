using OrleansFederation.Optimizers;

namespace OrleansFederation.Federations;

/// <summary>Maps the server's optimiser of a spec: a name, or a mapping of one name to its arguments.</summary>
internal static class ServerMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="server">Such as <c>adam</c>, <c>{adam: 0.02}</c> or <c>{adam: {learningRate: 0.02, tau: 0.01}}</c>.</param>
    /// <returns>The optimiser; null where the aggregate is simply added.</returns>
    public static ServerSpec? Map(SpecValue server)
    {
        var (name, given) = server.First ?? (server.Text ?? "", default);
        if (ServerOptimizers.Find(name) is not { } optimizer)
        {
            return null;
        }

        return new(name, ArgumentMapper.Map(optimizer.Arguments, given)) { Schedule = ScheduleMapper.Map(given["schedule"]) };
    }
}
