using OrleansFederation.Modeling;
using OrleansFederation.Native;
using TorchSharp;

namespace OrleansFederation.Training;

public sealed class LossTests
{
    public LossTests() => TorchNative.EnsureLoaded();

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Bce)]
    [InlineData(LossKind.Mse)]
    public void A_loss_is_the_mean_over_the_examples(LossKind kind)
    {
        using var scope = torch.NewDisposeScope();
        var output = kind == LossKind.CrossEntropy ? torch.tensor((float[])[2, 0, -1, 1]).view(2, 2) : torch.tensor((float[])[2, -1]).view(2, 1);
        var target = torch.tensor((float[])[1, 0]).to(kind == LossKind.CrossEntropy ? torch.int64 : torch.float32);

        var loss = Losses.Compute(kind, output, target).item<float>();

        var expected = kind switch
        {
            LossKind.CrossEntropy => (Math.Log(1 + Math.Exp(2)) + Math.Log(1 + Math.Exp(2))) / 2,
            LossKind.Bce => (Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-1))) / 2,
            _ => (1.0 + 1.0) / 2,
        };
        Assert.Equal(expected, loss, 1e-6);
    }
}
