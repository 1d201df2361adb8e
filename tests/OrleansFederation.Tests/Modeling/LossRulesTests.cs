namespace OrleansFederation.Modeling;

public sealed class LossRulesTests
{
    private static readonly LayerSpec Softmax = TestModels.Layer("softmax");
    private static readonly LayerSpec Dropout = TestModels.Layer("dropout");

    [Theory]
    [InlineData(LossKind.CrossEntropy, 2)]
    [InlineData(LossKind.CrossEntropy, 10)]
    [InlineData(LossKind.Bce, 1)]
    [InlineData(LossKind.Mse, 1)]
    public void A_flat_output_of_the_right_size_fits(LossKind loss, int outputs) =>
        Assert.Null(Check(loss, [4], Linear(outputs)));

    [Theory]
    [InlineData(LossKind.CrossEntropy, 1)]
    [InlineData(LossKind.Bce, 2)]
    [InlineData(LossKind.Mse, 3)]
    public void A_flat_output_of_the_wrong_size_does_not(LossKind loss, int outputs) =>
        Assert.Equal("FED1005", Check(loss, [4], Linear(outputs)));

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Bce)]
    [InlineData(LossKind.Mse)]
    public void An_image_is_no_output(LossKind loss) =>
        Assert.Equal("FED1005", Check(loss, [1, 8, 8], TestModels.Layer("relu")));

    [Fact]
    public void A_softmax_before_crossEntropy_is_refused() =>
        Assert.Equal("FED1009", Check(LossKind.CrossEntropy, [4], Linear(10), Softmax));

    [Fact]
    public void A_softmax_before_bce_is_refused() =>
        Assert.Equal("FED1009", Check(LossKind.Bce, [4], Linear(1), Softmax));

    [Fact]
    public void A_dropout_does_not_hide_a_softmax() =>
        Assert.Equal("FED1009", Check(LossKind.CrossEntropy, [4], Linear(10), Softmax, Dropout));

    [Fact]
    public void A_softmax_inside_the_model_is_allowed() =>
        Assert.Null(Check(LossKind.CrossEntropy, [4], Softmax, Linear(10)));

    private static LayerSpec Linear(int outputs) => TestModels.Layer("linear", ("out", outputs));

    private static string? Check(LossKind loss, int[] input, params LayerSpec[] layers) =>
        LossRules.Check(ModelPlan.Create(TestModels.Of(input, layers) with { Loss = loss }))?.Code;
}
