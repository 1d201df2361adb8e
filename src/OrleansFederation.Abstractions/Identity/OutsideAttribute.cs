using OrleansFederation.Grants;

namespace OrleansFederation.Identity;

/// <summary>
/// Opens a grain method to callers outside the cluster. A method without it answers only to silos, whatever credential a caller shows.
/// </summary>
/// <param name="roles">Who may call it: holders of any of these roles.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OutsideAttribute(Roles roles) : Attribute
{
    /// <summary>Who may call it: holders of any of these roles.</summary>
    public Roles Roles => roles;

    /// <summary>The grant that the method asks for besides the role, on the model that it is about; it refuses with FED4001 without it.</summary>
    public GrantScopes Grant { get; init; }

    /// <summary>Whether every call is recorded, and not only refusals.</summary>
    public bool Privileged { get; init; }
}
