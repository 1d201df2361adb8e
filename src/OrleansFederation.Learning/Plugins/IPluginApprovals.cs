namespace OrleansFederation.Plugins;

/// <summary>What a site lets run. It is asked anew for every task, so that what was revoked runs no more.</summary>
public interface IPluginApprovals
{
    /// <summary>Finds what approves a plugin.</summary>
    /// <param name="digest">The digest that the spec names.</param>
    /// <returns>The approval; null where there is none.</returns>
    /// <exception cref="Errors.FederationException">FED1080 where the approvals cannot be read.</exception>
    PluginApproval? Find(string digest);
}
