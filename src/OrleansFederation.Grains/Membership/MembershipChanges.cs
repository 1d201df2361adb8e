namespace OrleansFederation.Membership;

/// <summary>What two views of the cluster, one after another, mean.</summary>
internal static class MembershipChanges
{
    /// <summary>The silos that have begun to leave, or have left, or have died between two views.</summary>
    /// <param name="before">The earlier view.</param>
    /// <param name="now">The later view.</param>
    public static IReadOnlyList<ClusterMember> Leaving(ClusterMembershipSnapshot before, ClusterMembershipSnapshot now) =>
    [
        .. now.Members.Values.Where(member =>
            member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead
            && before.Members.TryGetValue(member.SiloAddress, out var earlier)
            && earlier.Status != member.Status),
        .. before.Members.Values.Where(member => member.Status is not SiloStatus.Dead && !now.Members.ContainsKey(member.SiloAddress)),
    ];
}
