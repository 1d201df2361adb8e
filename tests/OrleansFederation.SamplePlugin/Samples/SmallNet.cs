using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Samples;

/// <summary>A model: a convolution, batch norm, dropout and a linear layer over images of 28 × 28. Option <c>activation</c>: relu, or anything else for tanh.</summary>
[Plugin("small-net")]
public sealed class SmallNet : IModelPlugin
{
    /// <inheritdoc/>
    public torch.nn.Module<torch.Tensor, torch.Tensor> Begin(PluginOptions options) => new Net(options.Text("activation", "relu") == "relu");

    private sealed class Net : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly TorchSharp.Modules.Conv2d _convolution = torch.nn.Conv2d(1, 2, 4, stride: 4);
        private readonly TorchSharp.Modules.BatchNorm2d _norm = torch.nn.BatchNorm2d(2);
        private readonly TorchSharp.Modules.Dropout _dropout = torch.nn.Dropout(0.2);
        private readonly TorchSharp.Modules.Linear _linear = torch.nn.Linear(98, 10);
        private readonly bool _isRelu;

        public Net(bool isRelu) : base(nameof(SmallNet))
        {
            _isRelu = isRelu;
            register_module("conv", _convolution);
            register_module("bn", _norm);
            register_module("drop", _dropout);
            register_module("fc", _linear);
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            var features = _norm.call(_convolution.call(input));
            return _linear.call(_dropout.call((_isRelu ? features.relu() : features.tanh()).flatten(1)));
        }
    }
}
