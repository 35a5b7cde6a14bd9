using System.Globalization;
using Microsoft.Azure.Cosmos;

namespace Fixia.Costs;

/// <summary>Adds up the request charges of everything that a client asks of Cosmos DB.</summary>
public sealed class ChargeMeter : RequestHandler
{
    private readonly Lock gate = new();
    private double total;

    /// <summary>Request units so far.</summary>
    public double Total
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);

        // The service charges nothing for a query plan; the endpoint answers it like any other request.
        var isQueryPlan = request.Headers.GetValueOrDefault("x-ms-cosmos-is-query-plan-request") is { Length: > 0 };
        if (!isQueryPlan && response.Headers.GetValueOrDefault("x-ms-request-charge") is { Length: > 0 } charge)
        {
            lock (gate)
            {
                total += double.Parse(charge, CultureInfo.InvariantCulture);
            }
        }

        return response;
    }
}
