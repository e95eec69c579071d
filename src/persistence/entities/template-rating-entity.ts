import { defineEntity, p } from '@mikro-orm/postgresql';

export const TemplateRatingEntity = defineEntity({
  name: 'TemplateRating',
  tableName: 'template_rating',
  properties: {
    templateId: p.uuid().primary(),
    ownerId: p.uuid().primary(),
    rating: p.smallint(),
    ratedAt: p.datetime().defaultRaw('now()'),
  },
});
