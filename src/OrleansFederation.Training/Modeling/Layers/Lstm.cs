using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Long short-term memory, step by step: torch has no function for it that takes tensors of the flat vector as leaves.</summary>
internal sealed class LstmModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "lstm";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (inWeight, stateWeight, inBias, stateBias) = (tensors("weight_ih_l0")!, tensors("weight_hh_l0")!, tensors("bias_ih_l0"), tensors("bias_hh_l0"));
        var (positions, hidden) = (layer.Input[0], (long)layer.Spec.Arguments["hidden"]);
        var sequence = layer.Spec.Arguments["sequence"] != 0;
        return (input, _) =>
        {
            // What the gates take of the inputs is one product for all positions.
            var given = torch.nn.functional.linear(input, inWeight, inBias).unbind(1);
            var state = torch.zeros(input.shape[0], hidden);
            var cell = torch.zeros(input.shape[0], hidden);
            var states = new torch.Tensor[positions];
            for (var position = 0; position < positions; position++)
            {
                var gates = (given[position] + torch.nn.functional.linear(state, stateWeight, stateBias)).chunk(4, 1);
                cell = gates[1].sigmoid() * cell + gates[0].sigmoid() * gates[2].tanh();
                state = gates[3].sigmoid() * cell.tanh();
                states[position] = state;
            }

            return sequence ? torch.stack(states, 1) : state;
        };
    }
}
