using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Gated recurrent unit, step by step: torch has no function for it that takes tensors of the flat vector as leaves.</summary>
internal sealed class GruModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "gru";

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
            var states = new torch.Tensor[positions];
            for (var position = 0; position < positions; position++)
            {
                var (fromInput, fromState) = (given[position].chunk(3, 1), torch.nn.functional.linear(state, stateWeight, stateBias).chunk(3, 1));
                var (reset, update) = ((fromInput[0] + fromState[0]).sigmoid(), (fromInput[1] + fromState[1]).sigmoid());
                var candidate = (fromInput[2] + reset * fromState[2]).tanh();
                state = candidate + update * (state - candidate);
                states[position] = state;
            }

            return sequence ? torch.stack(states, 1) : state;
        };
    }
}
