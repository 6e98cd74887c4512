"""Hours in the formats of others: iCalendar, OpenStreetMap, schema.org. What cannot be said in one is refused."""
