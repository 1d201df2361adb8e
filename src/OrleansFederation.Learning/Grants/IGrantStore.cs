namespace OrleansFederation.Grants;

/// <summary>Rows of grants: one in force for a principal on a model, and the history of all changes.</summary>
public interface IGrantStore
{
    /// <summary>Gives a grant, replacing the principal's earlier one on the model.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task GiveAsync(GrantView grant, CancellationToken cancellationToken);

    /// <summary>Revokes a principal's grant on a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="principal">The principal.</param>
    /// <param name="by">Who revokes it.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RevokeAsync(string model, string principal, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Finds a principal's grant on a model, expired or not.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The grant; null where there is none.</returns>
    Task<GrantView?> FindAsync(string model, string principal, CancellationToken cancellationToken);

    /// <summary>Lists the grants on a model by principal.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<GrantView>> ListAsync(string model, CancellationToken cancellationToken);

    /// <summary>Lists the grants of a principal by model.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<GrantView>> ListOfAsync(string principal, CancellationToken cancellationToken);
}
