using OrleansFederation.Plugins;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>Does tasks of a site in processes of their own, which are killed at their limits: for what runs code that is not the platform's.</summary>
public interface IIsolatedTasks
{
    /// <summary>Asks whether code may run at this site, before anything is done that would be in vain without it.</summary>
    /// <param name="site">The site, for messages.</param>
    /// <param name="plugins">The code.</param>
    /// <exception cref="Errors.FederationException">FED4030 for each that is not approved for what it is to do; FED1080.</exception>
    void Demand(string site, IReadOnlyList<PluginUse> plugins);

    /// <summary>Does a task. The update or the statistics that it made are in the site's store when it returns.</summary>
    /// <param name="order">The task.</param>
    /// <param name="plugins">The code that it needs: each must be approved at this site, which is looked up anew every time.</param>
    /// <param name="progress">Told about training.</param>
    /// <param name="cancellationToken">Kills the process, and everything that it started.</param>
    /// <returns>How it went; a failure of the code is a failure of the report.</returns>
    /// <exception cref="Errors.FederationException">FED4030, FED4031, FED1080, FED1081; FED3041, FED3042, FED3043.</exception>
    Task<TaskReport> DoAsync(TrainingOrder order, IReadOnlyList<PluginUse> plugins, IProgress<TrainingProgress> progress, CancellationToken cancellationToken);
}
