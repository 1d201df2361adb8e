namespace OrleansFederation.Training;

/// <summary>FedProx's term of the local objective, μ/2·‖w − w_t‖² over the trainable parameters, where w_t are those the round began with.</summary>
/// <param name="Mu">μ, 0 or more: of the first rounds, where it adapts.</param>
/// <param name="Adaptive">Whether μ falls while the training loss does and rises where it does not.</param>
public sealed record ProximalSpec(double Mu, bool Adaptive = false);
